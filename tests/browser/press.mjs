/* Clicks what leads to another page (a form's button, a link), and waits until that one is there. A click alone comes back
 * before the browser has left: what is done next would still be done to the old page, or take its request away.
 * The answer's: its page may be a refusal. */
export async function press(page, what) {
        const loaded = page.waitForEvent("load"), answered = page.waitForResponse((r) => r.request().isNavigationRequest() && r.frame() === page.mainFrame());
        const [reply] = await Promise.all([answered, loaded, what.click()]);

        await page.evaluate("0"); /* closed right at its load, a page can take the browser with it */
        return reply;
}
