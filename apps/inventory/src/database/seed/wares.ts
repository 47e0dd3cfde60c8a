/** A category of the seeded shop. */
export interface WareCategory {
  slug: string;
  name: string;
  /** Least and most. */
  pence: readonly [number, number];
  /** Least and most. */
  grams: readonly [number, number];
  wares: readonly string[];
}

/** slug | name | pence | grams | wares */
const TABLE = `
aprons-and-gloves | Aprons & gloves | 295-1695 | 90-420 | Apron, Child Apron, Half Apron, Oven Glove, Double Oven Glove, Pot Grab, Gardening Gloves, Washing-up Gloves, Tabard
art-prints | Art & prints | 125-3995 | 60-1800 | Art Print, Canvas, Framed Print, Poster, Wall Chart, Postcard Set, Height Chart, Mini Canvas, Gallery Card
bags-and-totes | Bags & totes | 85-1995 | 60-700 | Jumbo Bag, Lunch Bag, Tote Bag, Shoulder Bag, Shopper, Drawstring Bag, Weekend Bag, Jumbo Storage Bag, Foldaway Bag
baking | Baking | 55-1275 | 40-1200 | Cake Cases, Cake Tin, Cookie Cutters, Baking Mould, Mixing Bowl, Rolling Pin, Cake Stand, Icing Set, Muffin Tray
bathroom | Bathroom | 85-1495 | 80-900 | Soap Dish, Bath Mat, Toothbrush Holder, Shower Cap, Bath Caddy, Towel Rail, Soap Dispenser, Wash Bag, Bath Salts
birthday | Birthday | 29-595 | 20-300 | Birthday Card, Party Bunting, Candle Set, Cake Topper, Balloon Pack, Party Bags, Paper Plates, Paper Cups, Party Hats
books-and-journals | Books & journals | 85-1275 | 90-900 | Notebook, Recipe Book, Address Book, Travel Journal, Diary, Sketchbook, Photo Album, Guest Book, Memo Block
candles | Candles | 29-1495 | 40-1300 | Pillar Candle, Tea Lights, Scented Candle, Dinner Candles, Votive Candle, Candle in Tin, Floating Candles, Birthday Candle, Garden Candle
candle-holders | Candle holders | 65-2495 | 90-2200 | T-light Holder, Candlestick, Glass Lantern, Metal Lantern, Candle Plate, Votive Cup, Hanging Lantern, Candelabra, Wall Sconce
ceramics | Ceramics | 125-3495 | 200-2600 | Mug, Bowl, Side Plate, Jug, Egg Cup, Serving Dish, Butter Dish, Storage Jar, Salad Bowl
childrens-room | Children's room | 195-4995 | 150-5200 | Night Light, Coat Rack, Door Sign, Toy Box, Wall Stickers, Bean Bag, Lamp Shade, Rug, Mobile
christmas | Christmas | 29-2995 | 20-1800 | Tree Decoration, Wreath, Advent Calendar, Stocking, Garland, Bauble Set, Gift Tags, Table Centrepiece, Star Light
clocks | Clocks | 295-4995 | 150-2600 | Alarm Clock, Wall Clock, Mantel Clock, Kitchen Clock, Travel Clock, Cuckoo Clock, Desk Clock, Station Clock, Kitchen Timer
coasters-and-mats | Coasters & mats | 65-1275 | 60-800 | Coaster Set, Placemats, Trivet, Drinks Mat, Table Runner, Hot Plate, Cork Coasters, Slate Coasters, Serving Mat
craft-kits | Craft kits | 125-1695 | 80-900 | Knitting Kit, Cross Stitch Kit, Felt Kit, Card Making Kit, Sewing Kit, Paint Set, Bead Kit, Origami Kit, Soap Making Kit
cushions | Cushions & throws | 395-3995 | 250-2400 | Cushion Cover, Filled Cushion, Throw, Seat Pad, Floor Cushion, Bolster, Draught Excluder, Blanket, Quilt
cutlery | Cutlery | 65-2995 | 50-1500 | Cutlery Set, Cake Fork Set, Teaspoon Set, Butter Knife, Cheese Knives, Salad Servers, Cake Slice, Steak Knives, Picnic Cutlery
doorstops-and-hooks | Doorstops & hooks | 85-1695 | 60-2600 | Doorstop, Coat Hook, Drawer Knob, Key Rack, Door Knocker, Hook Board, Cabinet Handle, Curtain Tie-back, Towel Hook
drinkware | Drinkware | 85-2495 | 120-1700 | Tumbler, Wine Glass, Carafe, Tankard, Champagne Flutes, Hip Flask, Water Bottle, Drinking Jar, Highball Glass
easter | Easter | 29-995 | 20-500 | Hanging Egg, Egg Basket, Easter Bunting, Bunny Figure, Egg Cosy, Chick Garland, Egg Hunt Kit, Spring Wreath, Egg Tree
first-aid-and-travel | First aid & travel | 85-1495 | 40-700 | First Aid Tin, Luggage Tag, Passport Cover, Travel Pillow, Eye Mask, Hot Water Bottle, Hand Warmer, Pill Box, Travel Mug
frames | Picture frames | 125-2995 | 90-1800 | Photo Frame, Double Frame, Wooden Frame, Silver Frame, Collage Frame, Mini Frame, Hanging Frame, Box Frame, Magnetic Frame
garden | Garden | 85-4995 | 100-5200 | Plant Pot, Bird Feeder, Watering Can, Wind Chime, Bird House, Plant Markers, Garden Kneeler, Hanging Basket, Seed Tins
gift-wrap | Gift wrap | 29-425 | 20-300 | Wrapping Paper, Gift Bag, Ribbon Reel, Gift Tags, Tissue Paper, Gift Box, Bottle Bag, Paper Bows, Wrap Set
greeting-cards | Greeting cards | 29-495 | 15-200 | Greeting Card, Thank You Card, Card Set, Wedding Card, New Baby Card, Notecards, Invitation Set, Postcards, Blank Card
jewellery | Jewellery | 85-2495 | 15-180 | Necklace, Bracelet, Drop Earrings, Brooch, Charm, Hair Slide, Bangle, Ring Dish, Pendant
jewellery-boxes | Jewellery boxes | 195-2995 | 120-1600 | Jewellery Box, Trinket Box, Ring Holder, Earring Stand, Trinket Pot, Musical Box, Jewellery Roll, Keepsake Box, Dressing Tray
kitchen-storage | Kitchen storage | 165-3495 | 200-2800 | Bread Bin, Tea Caddy, Biscuit Tin, Spice Rack, Cake Box, Snack Boxes, Egg House, Recipe Box, Utensil Pot
lighting | Lighting | 195-4995 | 120-3200 | String Lights, Table Lamp, Fairy Lights, Bedside Lamp, Paper Lantern, Colour Lamp, Desk Lamp, Ceiling Shade, Clip Light
magnets-and-signs | Magnets & signs | 29-995 | 25-900 | Fridge Magnets, Metal Sign, Wooden Sign, Door Plaque, Memo Board, Chalkboard, Hanging Sign, Letter Magnets, Garden Sign
mirrors | Mirrors | 195-4995 | 150-5200 | Wall Mirror, Hand Mirror, Compact Mirror, Table Mirror, Round Mirror, Arch Mirror, Mirror Tray, Bathroom Mirror, Cheval Mirror
napkins-and-linen | Napkins & linen | 42-1695 | 60-900 | Paper Napkins, Tea Towel, Tablecloth, Linen Napkins, Napkin Rings, Tray Cloth, Bread Basket Liner, Hand Towel, Doilies
picnic | Picnic | 125-4995 | 150-4200 | Picnic Basket, Picnic Rug, Melamine Plates, Cool Bag, Thermos Flask, Beaker Set, Picnic Box, Cutlery Roll, Sandwich Tin
purses-and-wallets | Purses & wallets | 125-1695 | 40-320 | Coin Purse, Wallet, Card Holder, Make-up Bag, Pencil Purse, Glasses Case, Phone Pouch, Key Ring, Travel Wallet
stationery | Stationery | 29-995 | 20-450 | Pencil Set, Ruler, Pencil Case, Sticky Notes, Eraser Set, Sticker Sheet, Writing Set, Desk Tidy, Rubber Stamp
tea-and-coffee | Tea & coffee | 125-3995 | 150-2600 | Teapot, Cup and Saucer, Tea for One, Sugar Bowl, Milk Jug, Tea Cosy, Coffee Pot, Espresso Set, Tea Strainer
toys-and-games | Toys & games | 42-2995 | 40-2400 | Skipping Rope, Jigsaw, Wooden Blocks, Playing Cards, Dominoes, Spinning Top, Doll, Toy Train, Memory Game
umbrellas-and-rainwear | Umbrellas & rainwear | 295-2495 | 180-1100 | Umbrella, Child Umbrella, Rain Hat, Poncho, Wellington Boots, Folding Umbrella, Rain Cape, Boot Bag, Parasol
vases | Vases | 165-4495 | 200-4200 | Bud Vase, Glass Vase, Flower Jug, Ceramic Vase, Hanging Vase, Bottle Vase, Tall Vase, Posy Pot, Wall Vase
wicker-and-baskets | Wicker & baskets | 195-4995 | 200-3800 | Log Basket, Laundry Basket, Bicycle Basket, Storage Basket, Bread Basket, Hamper, Flower Basket, Wicker Heart, Pet Basket
`;

const range = (text: string): [number, number] => {
  const [least = 0, most = least] = text.split('-').map(Number);
  return [least, most];
};

export const WARE_CATEGORIES: readonly WareCategory[] = TABLE.trim()
  .split('\n')
  .map((row) => {
    const [slug = '', name = '', pence = '', grams = '', wares = ''] = row.split(' | ');
    return { slug, name, pence: range(pence), grams: range(grams), wares: wares.split(', ') };
  });
