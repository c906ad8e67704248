"""WTForms, one file per noun: validators check the shape, services check the truth."""
