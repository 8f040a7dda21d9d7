"""From a frame to the texts of its codes. Knows no camera and no card."""
