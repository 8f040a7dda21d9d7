"""The owner's forms, one for each matter. The guided set-up and the settings page consist of them."""
