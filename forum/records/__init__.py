"""The operator's own papers: what the law asks a site to have thought about, dated and signed."""
