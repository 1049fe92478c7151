"""The hall between HTTP and the rooms: doors, viewer, transactions, errors, headers, templates."""
