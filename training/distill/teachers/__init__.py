"""Teachers: models that say of pictures and words what a student is to learn."""
