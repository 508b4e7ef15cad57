/** Who may do what, and how often. */
package io.twinstream.serving.access;
