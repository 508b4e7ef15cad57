/** The demonstration: the whole stack under made-up traffic, watched and then checked. */
package io.twinstream.cli.demo;
