"""What the programme follows of products and producers: what is current on a day, and what comes of it."""
