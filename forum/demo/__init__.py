"""The demonstration: a small invented community, written as data and moved in when nobody is there."""
