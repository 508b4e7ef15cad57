/** The records of a project: sources, entities, views, features and services. */
package io.twinstream.features.definition;
