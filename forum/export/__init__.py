"""What somebody wrote, and what the place holds about them, as one archive that they take with them."""
