/**
 * The changes between two versions of a project, and which of them make stored data or trained
 * models unusable.
 */
package io.twinstream.features.change;
