"""What is loaded, what is missing, what contradicts itself: each check, and the overview of them all."""
