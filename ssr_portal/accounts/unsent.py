def keep_what_was_typed(get_response):
    return get_response
