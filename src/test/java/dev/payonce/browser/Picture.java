package dev.payonce.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Two pictures of a page, compared as from afar: other fonts, times and ids are no difference, another page is. */
final class Picture {
    private static final int COLUMNS = 40;
    private static final int ROWS = 21;

    /** Of 255, on the average of all cells and colours. */
    private static final double MOST = 6;

    private Picture() {}

    /** Fails where the page does not look like the picture of it that is in the repository any more. */
    static void assertStillTrue(Path kept, Path now) throws IOException {
        String remedy = "; where that is meant, copy " + now + " to " + kept;
        assertTrue(Files.exists(kept), kept + " is missing" + remedy);
        BufferedImage before = ImageIO.read(kept.toFile());
        BufferedImage after = ImageIO.read(now.toFile());
        assertTrue(
                before.getWidth() == after.getWidth() && before.getHeight() == after.getHeight(),
                "the page is pictured in another size" + remedy);
        double difference = difference(before, after);
        assertTrue(difference < MOST, "the page differs from its picture by " + difference + remedy);
    }

    /** How far the colours of the cells are apart, of 255. */
    static double difference(BufferedImage one, BufferedImage other) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double[] left = cell(one, column, row);
                double[] right = cell(other, column, row);
                for (int i = 0; i < left.length; i++) {
                    sum += Math.abs(left[i] - right[i]) / left.length;
                }
            }
        }
        return sum / (ROWS * COLUMNS);
    }

    private static double[] cell(BufferedImage image, int column, int row) {
        int width = image.getWidth() / COLUMNS;
        int height = image.getHeight() / ROWS;
        double[] sum = new double[3];
        for (int x = column * width; x < (column + 1) * width; x++) {
            for (int y = row * height; y < (row + 1) * height; y++) {
                int rgb = image.getRGB(x, y);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += (rgb >> (8 * i) & 0xFF) / (double) (width * height);
                }
            }
        }
        return sum;
    }
}
