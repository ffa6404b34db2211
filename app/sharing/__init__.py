"""What is on the screen, for others: links, short links, QR codes, frames in other sites."""
