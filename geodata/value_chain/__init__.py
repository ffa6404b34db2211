"""The value chain: from zone and craft village to producer, product, sales point and market, and its gaps."""
