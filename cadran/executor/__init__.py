"""Every load and every request goes through one list of calls; here they are answered in this process."""
