"""What follows from certificates: which lapse when, what is still sold, how far the next star is."""
