"""What stands around every page: limits, headers, forged forms, errors said kindly."""
