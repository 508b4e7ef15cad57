/** The part of the live job that writes states again that the online store has lost. */
package io.twinstream.pipelines.heal;
