"""The catalogue: a buyer's words to the products that they may mean, among those that the buyer may see."""
