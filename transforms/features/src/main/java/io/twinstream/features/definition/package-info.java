/**
 * What a team defines: sources, entities, views, features and services, read, checked and built.
 */
package io.twinstream.features.definition;
