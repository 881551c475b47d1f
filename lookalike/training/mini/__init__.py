"""The recipe of `mini`: one network for images and one table of words, learned into one space."""
