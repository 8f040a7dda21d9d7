"""From the text of a code to the card that it names."""
