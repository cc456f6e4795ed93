"""Facts the persona keeps to: the words of advertising law, as a dated table."""
