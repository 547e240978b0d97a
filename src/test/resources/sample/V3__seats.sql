CREATE TABLE seat (
    name        text PRIMARY KEY,
    reservation uuid UNIQUE,
    guest       text
);

INSERT INTO seat (name) VALUES ('12A'), ('12B'), ('12C');
