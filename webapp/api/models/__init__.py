"""What the API takes and answers, as models: the OpenAPI document is made from them."""
