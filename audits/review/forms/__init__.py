"""What a store objects to and what is decided about it (`appeals`), and ratings of several scorers as a sheet (`ratings`).

Nothing is imported here: the command that reads ratings is to start without what an appeal needs.
"""
