import type { Request, Response } from 'express';
import { catalogueId, UnknownShopError } from '../catalogue/index.js';
import { sendProblem } from '../platform/problem.js';

/** Works for the shop in the address; one that is not there is answered. */
export async function withShop(
  req: Request<{ shopId: string }>,
  res: Response,
  work: (shopId: string) => Promise<void>,
): Promise<void> {
  res.set('Cache-Control', 'no-store');
  const shopId = catalogueId.safeParse(req.params.shopId);
  try {
    if (!shopId.success) throw new UnknownShopError(req.params.shopId);
    await work(shopId.data);
  } catch (error) {
    if (!(error instanceof UnknownShopError)) throw error;
    sendProblem(res, { status: 404, code: 'catalogue.unknownShop', title: 'There is no such shop' });
  }
}
