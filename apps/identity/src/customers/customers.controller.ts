import { customerView, registerBody, type CustomerView, type RegisterBody } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal, Public } from '@breakwater/service-kit';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { CustomersService } from './customers.service.js';

@Controller('customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Public()
  @Post()
  @ApiRoute({ summary: 'Register a customer', response: customerView, status: 201, errors: [400, 409] })
  register(@Body({ schema: registerBody }) body: RegisterBody): Promise<CustomerView> {
    return this.customers.register(body);
  }

  @Get('me')
  @ApiRoute({ summary: 'Whom the access token belongs to', response: customerView, errors: [401, 404] })
  me(@CurrentUser() user: Principal): Promise<CustomerView> {
    return this.customers.get(user.customerId);
  }
}
