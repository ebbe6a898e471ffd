"""Pages of certificates: the own ones, the registration desk, signing in, and what is published for machines."""
