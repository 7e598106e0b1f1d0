def run(tap, world): pass
