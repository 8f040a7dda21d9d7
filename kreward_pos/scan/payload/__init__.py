"""From a code's text to the card that it names."""
