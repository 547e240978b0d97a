/** The connections to PostgreSQL, beyond what the configuration can say of them. It knows no table and no statement of ours. */
package dev.payonce.database;
