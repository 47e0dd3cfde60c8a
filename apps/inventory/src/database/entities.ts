import { CategoryEntity } from '../catalogue/category.entity.js';
import { ProductEntity } from '../catalogue/product.entity.js';
import { StockEntity } from '../stock/stock.entity.js';

export const entities = [CategoryEntity, ProductEntity, StockEntity];
