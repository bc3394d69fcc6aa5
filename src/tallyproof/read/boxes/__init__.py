"""Reading handwritten forms: the page is registered, its boxes cut, and the writing in them recognised."""
