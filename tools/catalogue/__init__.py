"""The port's goods, prices and lanes as its merchants hand them in."""
