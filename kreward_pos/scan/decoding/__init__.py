"""From a picture to the text of its codes. Knows no camera and no card."""
