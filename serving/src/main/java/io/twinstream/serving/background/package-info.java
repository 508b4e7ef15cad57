/** Background tasks, whose failures are logged, counted and reported. */
package io.twinstream.serving.background;
