"""What speed is measured with: `make bench` runs this package."""
