PASSPHRASE = "x"


def fill(*a): ...
def sign_ins():
    return []
