"""The price grammar: numbers, money, units and rates in folded text."""
