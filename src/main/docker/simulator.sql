-- The simulator is somebody else's service: it has a database of its own on the PostgreSQL of compose.yaml.
CREATE DATABASE simulator;
