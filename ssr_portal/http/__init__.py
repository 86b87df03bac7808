"""What comes with a request or goes with an answer, besides the page itself."""
