"""The sub-commands, one file each; each holds NAME, SUMMARY, add_arguments(parser), run(args) -> exit code.

A module may also hold SENTENCES (error code -> English sentence with named placeholders) for its own codes.
`__main__.COMMANDS` lists the names; a module is imported only when it is called or when help is shown.
"""
