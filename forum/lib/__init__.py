"""The ground floor: database, clock, ids, events, keys, throttles, pages, refusals; no forum word."""
