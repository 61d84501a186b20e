"""What is to be seen in a picture, and where: faces, salient parts."""
