"""The checks on a published folder, one module per question; each check takes a `Published` folder and yields what is wrong with it."""
