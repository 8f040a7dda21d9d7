"""The owner's forms, each for one matter: the guided set-up and the settings page are both made of them."""
