"""The ground floor: database, clock, ids, events, keys, throttles and pages; it knows no forum word."""
